"""Notifications: stored first, then told by WebSocket, e-mail and webhook as each user wants it.

notifier = Notifier(storage, mails=settings.smtp_host is not None)
notifier.subscribe(tell_over_websocket)
notifier.notify(Audience(user_ids=[job.user_id]), Notice(kind, title, message))
deliver_due(storage, settings)  # by any worker, again and again
"""
