"""What every room shares: stages and their clock, merger files, errors, settings, output."""
