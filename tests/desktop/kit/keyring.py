"""What the keyring of an instance holds for us, read as a keyring manager would."""

from gi.repository import GLib

from lib.instance import SECRETS_NAME

SERVICE = "org.freedesktop.Secret.Service"
ITEM = "org.freedesktop.Secret.Item"


def stored_secrets(instance):
    """{uuid: (label, secret)} of all our items"""
    bus_session = instance.call(SECRETS_NAME, "/org/freedesktop/secrets", SERVICE, "OpenSession",
                                GLib.Variant("(sv)", ("plain", GLib.Variant("s", ""))))[1]
    stored = {}
    for path in instance.stored_credentials():
        secret = instance.call(SECRETS_NAME, path, ITEM, "GetSecret",
                               GLib.Variant("(o)", (bus_session,)))[0]
        attributes = _property(instance, path, "Attributes")
        stored[attributes["uuid"]] = (_property(instance, path, "Label"),
                                      bytes(secret[2]).decode())
    return stored


def _property(instance, path, name):
    return instance.call(SECRETS_NAME, path, "org.freedesktop.DBus.Properties", "Get",
                         GLib.Variant("(ss)", (ITEM, name)))[0]
