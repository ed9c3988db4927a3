import { api } from './api'
import { forgetDrafts } from './draft'
import { go } from './places'

/** Nothing of a person stays on a device that they left, but for scans that nobody has answered: they come back for those. */
export function leave(): void {
  api.session.end()
  forgetDrafts()
  go('/pages/home/index')
}
