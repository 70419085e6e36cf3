"""A batch script for Slurm, to be read and changed by its user."""

import shlex
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from deepgalaxy.core.errors import Stopped, WrongUse
from deepgalaxy.core.settings import StopSignal


class Batch(BaseModel):
    """Resources that one command of deepgalaxy asks Slurm for."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    nodes: int = Field(default=1, ge=1)
    """Machines."""
    tasks_per_node: int = Field(default=1, ge=1)
    """Processes on each node: workers of a training."""
    cpus_per_task: int = Field(default=4, ge=1)
    """Cores of each process."""
    time: str = "04:00:00"
    """Time limit of a run, in Slurm's format; a stopped run goes on in another."""
    signal: StopSignal = "USR2"
    """Signal at which the command saves its state and ends; by default that of the settings: USR2."""
    signal_s: int = Field(default=120, ge=1)
    """Seconds between the signal and the end of the run."""
    array: int = Field(default=1, ge=1)
    """Jobs that embed a share of the images each, beside each other; only for embed."""
    requeues: int = Field(default=20, ge=0)
    """How often the job may be put back into the queue."""
    directives: tuple[str, ...] = ()
    """More options of sbatch: ``--partition=long``."""


def batch_script(words: Sequence[str], batch: Batch, program: Sequence[str], folder: Path) -> str:
    """Write the batch script that runs a command of deepgalaxy, and goes on with it after a stop.

    ``srun`` starts the command, so that Slurm's signal reaches the command and not only a shell. A command
    that saved its state ends with status 75, and the script then puts its own job back into the queue. Of
    an array each job does so by itself.

    Parameters
    ----------
    words : sequence of str
        The command: ``("train", "one.h5")``.
    batch : Batch
        Resources to ask for.
    program : sequence of str
        How deepgalaxy is started.
    folder : Path
        Where the command runs.

    Returns
    -------
    str
        Text of the script.

    Raises
    ------
    WrongUse
        If an array is asked for and the command is not ``embed``, which alone knows shards.
    """
    command, log, array = shlex.join([*program, *words]), "%x-%j.log", []
    if batch.array > 1:
        if words[0] != "embed":
            raise WrongUse(f"`array=` {batch.array}: only embed can be shared among the jobs of an array")
        command += f' --shard "$SLURM_ARRAY_TASK_ID/{batch.array}"'
        log, array = "%x-%A-%a.log", [f"--array=1-{batch.array}"]
    directives = [
        f"--job-name=deepgalaxy-{words[0]}",
        *array,
        f"--nodes={batch.nodes}",
        f"--ntasks-per-node={batch.tasks_per_node}",
        f"--cpus-per-task={batch.cpus_per_task}",
        f"--time={batch.time}",
        f"--signal={batch.signal}@{batch.signal_s}",
        "--requeue",
        "--open-mode=append",
        f"--output={log}",
        *batch.directives,
    ]
    lines = "\n".join(f"#SBATCH {directive}" for directive in directives)
    return f"""#!/bin/bash
{lines}

cd {shlex.quote(str(folder))} || exit
export OMP_NUM_THREADS=$SLURM_CPUS_PER_TASK DEEPGALAXY_STOP_SIGNAL={batch.signal}
echo "$(date -Is) run ${{SLURM_RESTART_COUNT:-0}} of job $SLURM_JOB_ID on $SLURM_JOB_NODELIST"

srun --cpus-per-task="$SLURM_CPUS_PER_TASK" --kill-on-bad-exit=1 {command}
status=$?

# The command was asked to stop and saved its state: the same command goes on from there.
if [ $status = {Stopped.status} ] && [ "${{SLURM_RESTART_COUNT:-0}}" -lt {batch.requeues} ]; then
    scontrol requeue "$SLURM_JOB_ID"
fi
exit $status
"""
