"""What goes wrong at a printer, told once when it begins, when it grows worse, and when it is over.

    watcher = Watcher(printer.alerts)
    watcher.report(report, now)       # each report, and the newest again once a second
    watcher.event(event, now)         # each event of the port process
    watcher.link_down(reason, now)    # while the port process is not there, once a second

Every call gives the alerts that are due. notices.py makes notifications of them.
"""
