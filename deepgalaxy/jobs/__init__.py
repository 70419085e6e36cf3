"""Work without a user at the terminal: batch scripts, the schedule, and the nightly job."""
