import { api } from './api'
import { forgetDrafts } from './draft'
import { go } from './places'

/** Nothing of a person stays on a device that they left. */
export function leave(): void {
  api.session.end()
  forgetDrafts()
  go('/pages/home/index')
}
