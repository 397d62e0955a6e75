"""What the keyring of an instance holds for us, read as a keyring manager would."""

from gi.repository import Gio, GLib

from lib.instance import SECRETS_NAME

SERVICE = "org.freedesktop.Secret.Service"
ITEM = "org.freedesktop.Secret.Item"
GONE = {f"org.freedesktop.DBus.Error.{what}" for what in ("UnknownMethod", "UnknownObject")} \
    | {"org.freedesktop.Secret.Error.NoSuchObject"}


def stored_secrets(instance):
    """{uuid: (label, secret)} of all our items"""
    bus_session = instance.call(SECRETS_NAME, "/org/freedesktop/secrets", SERVICE, "OpenSession",
                                GLib.Variant("(sv)", ("plain", GLib.Variant("s", ""))))[1]
    stored = {}
    for path in instance.stored_credentials():
        try:
            uuid, label, secret = _read(instance, path, bus_session)
        except GLib.Error as error:
            if Gio.dbus_error_get_remote_error(error) not in GONE:
                raise
            continue  # removed since the search
        stored[uuid] = (label, secret)
    return stored


def forget_secrets(instance):
    """Deletes all our items, as somebody in a keyring manager."""
    for path in instance.stored_credentials():
        instance.call(SECRETS_NAME, path, ITEM, "Delete")


def _read(instance, path, bus_session):
    secret = instance.call(SECRETS_NAME, path, ITEM, "GetSecret",
                           GLib.Variant("(o)", (bus_session,)))[0]
    return (_property(instance, path, "Attributes")["uuid"], _property(instance, path, "Label"),
            bytes(secret[2]).decode())


def _property(instance, path, name):
    return instance.call(SECRETS_NAME, path, "org.freedesktop.DBus.Properties", "Get",
                         GLib.Variant("(ss)", (ITEM, name)))[0]
