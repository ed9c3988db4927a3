import { type PropsWithChildren, type ReactNode, useState } from 'react'
import { Box, Tap } from './base'

/** A line that opens to say more; `plain` where it stands in a card already. */
export function Fold({ title, note, value, plain, children }: PropsWithChildren<{ title: ReactNode; note?: ReactNode; value?: ReactNode; plain?: boolean }>) {
  const [open, setOpen] = useState(false)
  return (
    <Box className={plain ? 'fold' : 'card fold'}>
      <Tap className="line" open={open} onTap={() => setOpen(!open)}>
        <Box className="row">
          <Box className="grow">
            <Box className="strong">{title}</Box>
            {note && <Box className="soft">{note}</Box>}
          </Box>
          {value !== undefined && <Box className="strong">{value}</Box>}
          <Box className={open ? 'soft turn open' : 'soft turn'}>›</Box>
        </Box>
      </Tap>
      {open && <Box className="more">{children}</Box>}
    </Box>
  )
}

/** How many of five stars, in figures for whoever does not see them. */
export function Stars({ n, label }: { n: number; label: string }) {
  return <Box className="star" role="img" label={label}>{'★'.repeat(n)}{'☆'.repeat(Math.max(0, 5 - n))}</Box>
}
