import { bearer } from '@/api'
import { openFile } from '@/platform'

/** Everything that is stored about oneself, as a file. */
export const getCopy = async (): Promise<boolean> => openFile('/export', 'json', await bearer())
