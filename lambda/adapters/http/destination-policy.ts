import { BlockList, isIP } from 'node:net';
import { AppError } from '../../domain/app-error.ts';

/** Why an address must not be connected to, as a phrase for people; undefined when it may be. */
export type DestinationPolicy = (address: string) => string | undefined;

/** What IANA's IPv4 Special-Purpose Address Registry and RFC 5771 keep from being a host on the Internet. */
const REFUSED_IPV4: readonly (readonly [network: string, what: string])[] = [
  ['0.0.0.0/8', 'unspecified'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'shared by a carrier (CGNAT)'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local, where clouds keep their metadata'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'reserved'],
  ['192.0.2.0/24', 'for documentation'],
  ['192.88.99.0/24', 'a 6to4 relay'],
  ['192.168.0.0/16', 'private'],
  ['198.18.0.0/15', 'for benchmarks'],
  ['198.51.100.0/24', 'for documentation'],
  ['203.0.113.0/24', 'for documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
];

/** Global unicast (RFC 4291): loopback, ULA, link-local, multicast, IPv4-mapped and -compatible, NAT64 lie outside of it. */
const GLOBAL_IPV6 = '2000::/3';

const REFUSED_IPV6: readonly (readonly [network: string, what: string])[] = [
  ['2001::/23', 'Teredo or another protocol of the IETF'],
  ['2001:db8::/32', 'for documentation'],
  ['2002::/16', '6to4, which holds an IPv4 address'],
  ['3fff::/20', 'for documentation'],
];

/**
 * Allows what is on the public Internet, and the networks of the list (CIDR, `127.0.0.0/8`, `::1/128`). A form that
 * holds an IPv4 address inside an IPv6 one is refused whatever that address is. Throws CONFIG_INVALID for a bad CIDR.
 */
export function destinationPolicy(allowedNetworks: readonly string[]): DestinationPolicy {
  const allowed = { 4: new BlockList(), 6: new BlockList() };
  for (const network of allowedNetworks) addNetwork(allowed[familyOf(network)], network);
  return (address) => {
    const family = isIP(address);
    if (family === 0 || address.includes('%')) return 'not a plain IP address';
    if (family === 4) return allowed[4].check(address, 'ipv4') ? undefined : refusedIn(IPV4, address, 'ipv4');
    if (allowed[6].check(address, 'ipv6')) return undefined;
    if (!IPV6_GLOBAL.check(address, 'ipv6')) return 'not a global IPv6 address';
    return refusedIn(IPV6, address, 'ipv6');
  };
}

type Refusals = readonly { readonly what: string; readonly list: BlockList }[];

const IPV4 = refusals(REFUSED_IPV4);
const IPV6 = refusals(REFUSED_IPV6);
const IPV6_GLOBAL = addNetwork(new BlockList(), GLOBAL_IPV6);

function refusals(networks: typeof REFUSED_IPV4): Refusals {
  return networks.map(([network, what]) => ({ what, list: addNetwork(new BlockList(), network) }));
}

function refusedIn(lists: Refusals, address: string, family: 'ipv4' | 'ipv6'): string | undefined {
  return lists.find(({ list }) => list.check(address, family))?.what;
}

function familyOf(network: string): 4 | 6 {
  return network.includes(':') ? 6 : 4;
}

function addNetwork(list: BlockList, network: string): BlockList {
  const [, address = '', bits = ''] = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(network) ?? [];
  const family = familyOf(network);
  if (isIP(address) !== family || Number(bits) > (family === 4 ? 32 : 128))
    throw new AppError('CONFIG_INVALID', `"${network}" is not a network: expected CIDR, as 127.0.0.0/8`);
  list.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return list;
}
