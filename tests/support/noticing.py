"""Users who want to be told, and somebody who tells them."""

from __future__ import annotations

from ipaddress import ip_network

from rows import a_user

from lezerprint.base.enums import NotificationType
from lezerprint.notify.delivery import deliver_due
from lezerprint.notify.notice import Audience, Notice
from lezerprint.notify.notifier import Notifier
from lezerprint.settings import Settings
from lezerprint.storage.models import Delivery, Notification

HERE = (ip_network("127.0.0.0/8"),)
DONE = Notice(NotificationType.PRINT_COMPLETE, "Print complete", "benchy.gcode took 1 h.", {"jobId": "7"})
MAIL = {"email": {"enabled": True}}


def wants(url=None, **more):
    """The preferences of one who wants mail, and posts if there is a URL."""
    hook = {"webhook": {"url": url}} if url else {}
    return {"notifications": {**MAIL, **hook, **more}}


class House:
    """A database, settings that let webhooks call this machine, and a notifier."""

    def __init__(self, storage, folder, mail_port=None, **settings):
        self.storage = storage
        mail = {"smtp_host": "127.0.0.1", "smtp_port": mail_port} if mail_port else {}
        self.settings = Settings(
            data_dir=folder,
            webhook_networks=HERE,
            smtp_from="Wörkshop <print@example.org>",
            **mail,
            **settings,
        )
        self.notifier = Notifier(storage, mails=mail_port is not None)

    def user(self, name="ann", preferences=None, **more):
        def make():
            user = a_user(name)
            user.preferences = preferences or {}
            for key, value in more.items():
                setattr(user, key, value)
            user.save()
            return user

        return self.storage.run(make)

    def tell(self, *users, notice=DONE, **more):
        return self.notifier.notify(Audience(user_ids=[user.id for user in users]), notice, **more)

    def deliver(self, now=None):
        return deliver_due(self.storage, self.settings, now)

    def deliveries(self):
        query = Delivery.select(Delivery, Notification).join(Notification).order_by(Delivery.channel)
        return self.storage.read(lambda: list(query))
