import { parseConnectUri } from '../core/connect-uri.ts';
import { describeConformance } from '../testing/conformance.ts';
import { testDriver } from './driver.ts';

await describeConformance({
  driver: 'test',
  peer: 'own',
  peerName: 'the invented host itself',
  domainType: 'test',
  open: () => testDriver.open(parseConnectUri('test:///default'), {}),
});
