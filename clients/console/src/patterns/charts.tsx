// Two charts, drawn by hand: few colours, each part named where it stands. A table belongs beside each.

export interface Part {
  name: string;
  value: number;
  color: string;
}

/** One bar that is cut into its parts. */
export function Stacked({ parts, label }: { parts: Part[]; label: string }) {
  const all = parts.reduce((sum, part) => sum + part.value, 0) || 1;
  if (parts.every((part) => part.value === 0)) return null;
  let at = 0;
  return (
    <svg className="chart" viewBox="0 0 600 56" role="img" aria-label={`${label}: ${parts.map((part) => `${part.name} ${part.value}`).join(', ')}`}>
      {parts.map((part) => {
        const x = (at / all) * 600;
        const width = (part.value / all) * 600;
        at += part.value;
        return (
          <g key={part.name}>
            <rect x={x} y={0} width={Math.max(0, width - 2)} height={24} rx={3} fill={part.color} />
            {width > 60 && <text x={x} y={42} fontSize={13}>{`${part.name} ${part.value}`}</text>}
          </g>
        );
      })}
    </svg>
  );
}

/** A bar a row, each cut into its parts. */
export function Bars({ rows, label }: { rows: { name: string; parts: Part[] }[]; label: string }) {
  const most = Math.max(1, ...rows.map((row) => row.parts.reduce((sum, part) => sum + part.value, 0)));
  return (
    <svg className="chart" viewBox={`0 0 600 ${rows.length * 30}`} role="img" aria-label={label}>
      {rows.map((row, index) => {
        let at = 150;
        const all = row.parts.reduce((sum, part) => sum + part.value, 0);
        return (
          <g key={row.name} transform={`translate(0 ${index * 30})`}>
            <text x={0} y={17} fontSize={13}>{row.name.length > 11 ? `${row.name.slice(0, 10)}…` : row.name}</text>
            {row.parts.map((part) => {
              const width = (part.value / most) * 400;
              const x = at;
              at += width;
              return <rect key={part.name} x={x} y={4} width={Math.max(0, width - 1)} height={18} rx={2} fill={part.color}><title>{`${part.name} ${part.value}`}</title></rect>;
            })}
            <text x={at + 6} y={17} fontSize={13}>{all}</text>
          </g>
        );
      })}
    </svg>
  );
}
