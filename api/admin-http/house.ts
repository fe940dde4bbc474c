import type { Pools } from '../../db/connections.ts'
import type { AdminServices } from '../admin/context.ts'
import { staffTwoStepKey } from '../admin-door/enrol.ts'
import { staffKeys } from '../admin-door/keys.ts'
import { HeadKeeper } from '../admin-log/heads.ts'
import { AccessLog } from '../admin-log/log.ts'
import type { Config } from '../config.ts'
import { deriveKey } from '../credentials/seal.ts'
import { type AddressRanges, parseRanges } from '../hits/address.ts'
import { openStorage } from '../storage/open.ts'

/** The staff's building: its services, its log, and where staff may come from (anywhere when it names nothing). */
export type AdminHouse = {
  services: AdminServices
  log: AccessLog
  adminAddresses: AddressRanges
}

/** Opens what the staff's building needs of this process. */
export function openAdminHouse(
  config: Config,
  pools: Pools,
  onTrouble: (error: unknown) => void,
): AdminHouse {
  const { secretKey, publicUrl } = config
  const key = (purpose: string) => deriveKey(secretKey, purpose)
  const store = openStorage(config.dataDir, config.s3, 'audit')
  const heads = new HeadKeeper(pools, store, key('access log heads'))
  const logKey = key('access log')
  return {
    adminAddresses: parseRanges(config.adminAddresses),
    log: new AccessLog(pools, logKey, heads, onTrouble),
    services: {
      ...{ heads, logKey },
      staffKeys: staffKeys(pools, secretKey, publicUrl),
      throttleKey: key('throttle'),
      staffRefreshKey: key('staff refresh tokens'),
      staffTwoStepKey: staffTwoStepKey(secretKey),
      isSecure: publicUrl.startsWith('https:'),
    },
  }
}
