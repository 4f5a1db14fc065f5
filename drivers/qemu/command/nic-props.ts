import { isVirtioInterface } from '../../conf/domain/interface.ts';
import type { DomainDef } from '../../conf/domain/domain-def.ts';
import type { NetInterface } from '../../conf/domain/interface.ts';
import type { QemuCapabilities } from '../conf/qemu-capabilities.ts';
import { addressProps } from './address-props.ts';
import { bootIndex, nonZeroProp, romProps, virtioProps } from './device-props.ts';
import type { Props } from './props.ts';

/** A network card's properties: `-device`, or QMP's `device_add`. */
export function nicDeviceProps(net: NetInterface, def: DomainDef, caps: QemuCapabilities): Props {
  const { alias = '' } = net;
  return {
    ...(isVirtioInterface(net) ? virtioNicProps(net, caps) : { driver: net.model }),
    netdev: `host${alias}`,
    id: alias,
    mac: net.mac?.address,
    bootindex: nonZeroProp(bootIndex(net, def)),
    ...addressProps(net, def),
    ...romProps(net),
  };
}

const TX_MODES = { iothread: 'bh', timer: 'timer' } as const;

function virtioNicProps(net: NetInterface, caps: QemuCapabilities): Props {
  const { driver, address } = net;
  const queues = driver?.queues ?? 0;
  return {
    ...virtioProps('virtio-net', net, net.model, driver, caps),
    tx: driver?.txmode === undefined ? undefined : TX_MODES[driver.txmode],
    ioeventfd: driver?.ioeventfd,
    event_idx: driver?.event_idx,
    csum: driver?.host?.csum,
    gso: driver?.host?.gso,
    host_tso4: driver?.host?.tso4,
    host_tso6: driver?.host?.tso6,
    host_ecn: driver?.host?.ecn,
    host_ufo: driver?.host?.ufo,
    mrg_rxbuf: driver?.host?.mrg_rxbuf,
    guest_csum: driver?.guest?.csum,
    guest_tso4: driver?.guest?.tso4,
    guest_tso6: driver?.guest?.tso6,
    guest_ecn: driver?.guest?.ecn,
    guest_ufo: driver?.guest?.ufo,
    mq: queues > 1 ? true : undefined,
    // Two vectors a queue, one for the control queue and one for changes of the configuration; CCW has none.
    vectors: queues > 1 && address?.type !== 'ccw' ? 2 * queues + 2 : undefined,
    rx_queue_size: nonZeroProp(driver?.rx_queue_size),
    tx_queue_size: nonZeroProp(driver?.tx_queue_size),
    rss: driver?.rss,
    hash: driver?.rss_hash_report,
    host_mtu: nonZeroProp(net.mtu),
    failover: net.teaming?.type === 'persistent' ? true : undefined,
  };
}
