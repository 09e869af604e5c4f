"""Where a call may go: https to a public address, looked up once and connected to as looked up (C9, O3)."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

IP = IPv4Address | IPv6Address
NAT64 = ip_network("64:ff9b::/96")
DENIED = [  # public in name, and yet not for a partner: old relays, benchmarks, documentation
    ip_network(told)
    for told in ("192.88.99.0/24", "198.18.0.0/15", "2001:db8::/32", "fec0::/10", "64:ff9b:1::/48")
]


class BadAddress(Exception):
    """No call may go there; the text says why and holds no secret."""


def check_url(url: str, *, private: bool) -> None:
    """Raise BadAddress unless the URL is one a partner may have; plain http only where ``private``."""
    if not url.isascii() or any(letter <= " " or letter in '\\^`{|}<>"' for letter in url):
        raise BadAddress("letters that no URL has")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadAddress("no URL") from None
    if parts.scheme not in ("https", "http") or not host or port == 0:
        raise BadAddress("no address of the web")
    if parts.scheme == "http" and not private:
        raise BadAddress("without encryption")
    if "@" in parts.netloc or "%" in parts.netloc:
        raise BadAddress("a name or a code in the place of the host")


def look_up(host: str, port: int, *, private: bool) -> list[str]:
    """Return the addresses of ``host``. Raises BadAddress if one of them is not public.

    With ``private`` those of this machine and its networks are allowed too, for whoever was named in
    REMOTE_PRIVATE_PARTNERS; link-local ones never are.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise BadAddress("the name leads nowhere") from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if any(not is_allowed(ip_address(one), private=private) for one in addresses):
        raise BadAddress("an address that is not public")
    return addresses


def is_allowed(address: IP, *, private: bool) -> bool:
    """Tell whether a partner may be at this address."""
    return all(_is_open(one, private) for one in _meant_by(address))


def _is_open(address: IP, private: bool) -> bool:
    if any(address in network for network in DENIED if network.version == address.version):
        return False
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    return address.is_global or (private and (address.is_loopback or address.is_private))


def _meant_by(address: IP) -> list[IP]:
    """Return the address and those that it carries inside: mapped, translated, tunnelled."""
    if isinstance(address, IPv4Address):
        return [address]
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in NAT64:
        inner.append(IPv4Address(int(address) & 0xFFFFFFFF))
    carried: list[IP] = [one for one in inner if one is not None]
    # A mapped address is reached as what it carries, and its own kind says nothing.
    return carried if address.ipv4_mapped else [address, *carried]
