"""Entries for cron, Slurm's scrontab and systemd that start the nightly job."""

import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from deepgalaxy.core.errors import WrongUse


def nightly_entries(program: Sequence[str], config: Path, at: str) -> str:
    """Write the entries, each under a line that says where to put it; one of them is enough.

    Parameters
    ----------
    program : sequence of str
        How deepgalaxy is started.
    config : Path
        Configuration of the nightly job (`deepgalaxy.jobs.nightly_config`).
    at : str
        Time of day, in the machine's time zone: ``"02:30"``.

    Returns
    -------
    str
        The entries.

    Raises
    ------
    WrongUse
        If it is not a time of day.
    """
    time = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", at)
    if not time:
        raise WrongUse(f"`at={at}`: not a time of day; write it as 02:30")
    hour, minute = int(time[1]), int(time[2])
    command = shlex.join([*program, "jobs", "nightly", "--config", str(config)])
    cron = command.replace("%", r"\%")  # where a bare one would end the line
    unit = command.replace("%", "%%").replace("$", "$$")
    return f"""\
# cron: add this line with `crontab -e`
{minute} {hour} * * * {cron}

# Slurm: add these lines with `scrontab -e`
#SCRON --job-name=deepgalaxy-nightly
#SCRON --time=08:00:00
#SCRON --cpus-per-task=4
#SCRON --signal=USR2@120
#SCRON --open-mode=append
#SCRON --output=deepgalaxy-nightly.log
{minute} {hour} * * * srun --cpus-per-task=4 {cron}

# systemd: ~/.config/systemd/user/deepgalaxy-nightly.service
[Unit]
Description=DeepGalaxy: what came in today

[Service]
Type=oneshot
ExecStart={unit}
SuccessExitStatus=75

# systemd: ~/.config/systemd/user/deepgalaxy-nightly.timer
# then: systemctl --user enable --now deepgalaxy-nightly.timer
[Unit]
Description=DeepGalaxy every night

[Timer]
OnCalendar=*-*-* {hour:02}:{minute:02}:00
Persistent=true

[Install]
WantedBy=timers.target
"""
