"""By what requests from one place are told apart from those from another."""

import ipaddress


def caller(address: str | None) -> str:
    """The address that a limit is counted for.

    Of IPv6 that is the network (/64), of which one household or school has all addresses; an IPv4
    address in an IPv6 form is the IPv4 address.
    """
    try:
        found = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return address or "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
