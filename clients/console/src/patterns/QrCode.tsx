import { QRCode } from 'antd';

/** A code for a phone: black on white in any light, and sharp on paper. */
export const QrCode = ({ value, size, label }: { value: string; size: number; label: string }) => (
  <QRCode type="svg" value={value} size={size} bordered={false} color="#000" bgColor="#fff" aria-label={label} />
);
