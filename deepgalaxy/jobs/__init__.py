"""Work that nobody waits for: batch scripts, the schedule, and what it does every night."""
