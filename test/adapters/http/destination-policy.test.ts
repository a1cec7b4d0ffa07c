import { destinationPolicy } from '../../../lambda/adapters/http/destination-policy.ts';

const policy = destinationPolicy([]);

describe('the policy of destinations', () => {
  it.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'all of loopback'],
    ['0.0.0.0', 'this host'],
    ['0.1.2.3', 'this network'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'the last private one'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'CGNAT'],
    ['100.127.255.255', 'the last of CGNAT'],
    ['169.254.169.254', 'metadata'],
    ['169.254.170.2', 'credentials of a container'],
    ['192.0.0.192', 'metadata of another cloud'],
    ['192.0.2.1', 'documentation'],
    ['192.88.99.1', '6to4 relay'],
    ['198.18.0.1', 'benchmarks'],
    ['198.19.255.255', 'benchmarks'],
    ['198.51.100.7', 'documentation'],
    ['203.0.113.7', 'documentation'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'broadcast'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback, written out'],
    ['::ffff:127.0.0.1', 'IPv4-mapped loopback'],
    ['::ffff:7f00:1', 'IPv4-mapped loopback in hexadecimal'],
    ['::ffff:169.254.169.254', 'IPv4-mapped metadata'],
    ['::ffff:8.8.8.8', 'IPv4-mapped, whatever is inside'],
    ['::ffff:0:127.0.0.1', 'IPv4-translated'],
    ['::127.0.0.1', 'IPv4-compatible'],
    ['::7f00:1', 'IPv4-compatible in hexadecimal'],
    ['64:ff9b::169.254.169.254', 'NAT64'],
    ['64:ff9b::7f00:1', 'NAT64'],
    ['64:ff9b:1::a00:1', 'NAT64 of a local network'],
    ['2002:7f00:1::', '6to4'],
    ['2002:a9fe:a9fe::1', '6to4 of metadata'],
    ['2001:0:7f00:1::1', 'Teredo'],
    ['2001:10::1', 'ORCHID'],
    ['2001:db8::1', 'documentation'],
    ['3fff::1', 'documentation'],
    ['100::1', 'discard'],
    ['5f00::1', 'segment routing'],
    ['fc00::1', 'ULA'],
    ['fd00:ec2::254', 'metadata over IPv6'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local with a zone'],
    ['fec0::1', 'site-local'],
    ['ff02::1', 'multicast'],
    ['localhost', 'a name'],
    ['0177.0.0.1', 'octal'],
    ['2130706433', 'one number'],
    ['127.1', 'short'],
    ['', 'nothing'],
  ])('refuses %s: %s', (address) => {
    expect(policy(address)).toEqual(expect.any(String));
  });

  it.each([
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.1',
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001:81b::200e',
    '2003::1',
  ])('lets %s through, which is on the public Internet', (address) => {
    expect(policy(address)).toBeUndefined();
  });

  it('lets the networks of the configuration through, and none beside them', () => {
    const local = destinationPolicy(['127.0.0.0/8', '10.1.0.0/16', '::1/128']);
    expect([local('127.0.0.1'), local('10.1.255.255'), local('::1')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    for (const address of ['10.2.0.1', '::2', '192.168.0.1', '::ffff:127.0.0.1', '::127.0.0.1'])
      expect(local(address)).toEqual(expect.any(String));
  });

  it.each(['127.0.0.1', '10.0.0.0/33', '::/129', 'localhost/8', '10.0.0/8', '::1/x', '', '10.0.0.0/-1'])(
    'does not take %j for a network',
    (network) => {
      expect(() => destinationPolicy([network])).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    },
  );
});
