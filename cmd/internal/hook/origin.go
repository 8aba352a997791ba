package hook

import (
	"errors"
	"net/netip"
	"slices"
	"strings"
)

// origin returns the address a request came from. A proxy of ours adds whom it
// was asked by at the end of the forwarded addresses; what stands before that
// anybody may have written, so it is believed only as far as proxies of ours
// have written it.
func origin(peer string, forwarded []string, proxies []netip.Prefix) (netip.Addr, error) {
	at, err := netip.ParseAddrPort(peer)
	if err != nil {
		return netip.Addr{}, errors.New("an unknown address")
	}
	from := at.Addr().Unmap().WithZone("")
	hops := strings.Split(strings.Join(forwarded, ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !within(proxies, from) {
			break
		}
		hop = strings.TrimSpace(hop)
		addr, err := netip.ParseAddr(hop)
		if port, withPort := netip.ParseAddrPort(hop); withPort == nil {
			addr, err = port.Addr(), nil
		}
		if err != nil {
			return from, errors.New("a proxy that does not say for whom it asks")
		}
		from = addr.Unmap().WithZone("")
	}
	return from, nil
}

func within(networks []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(a) })
}

// said writes an address for a person.
func said(a netip.Addr, err error) string {
	if err != nil {
		return err.Error()
	}
	return a.String()
}
