"""Credentials as ``httpx.Auth``, usable with any httpx client, sync or async.

With your own client, leave ``follow_redirects`` off: when a redirect leads to another host, httpx removes only the
``Authorization`` header.
"""
