"""Background tasks: what takes long is done by worker processes, at low priority, apart from the server.

A task is a row of the database, and the row is the truth. Redis with rq, or a local pool of processes, only
carries its id to a worker; whoever changes the row's status from QUEUED to RUNNING works at it, and only
that worker may end it. So Redis may forget everything, two may carry the same id, and a worker may die at
any moment: the task is done once, again, or failed.

    operations.py   every operation: its queue, limits and function
    task_queue.py   what handlers use: enqueue, cancel, look up, count
    records.py      what is done to rows: claim, beat, finish, give back
    context.py      what an operation's function is given
    attempt.py      in a process of its own: one attempt at a task
    runner.py       in a worker: forks attempts and watches them
    worker.py       the worker process
    pool.py         starts workers, and starts those anew that die
    redis_queue.py  carries ids through Redis, to rq's worker
    dispatcher.py       what is looked after every second: lost tasks, schedules, what waits, what changed
"""
