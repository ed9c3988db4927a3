// The camera of this computer as a scanner. It is on as long as its picture is shown, and no longer.

import { Alert } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { t } from '@/words';

interface Detector {
  detect(image: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface Detectors {
  new (options: { formats: 'qr_code'[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** The browser's own where it reads QR codes; browsers on Windows and Linux do not, and fetch one. */
async function detector(): Promise<Detector> {
  const own = (globalThis as { BarcodeDetector?: Detectors }).BarcodeDetector;
  const reads = own && (await own.getSupportedFormats().catch((): string[] => [])).includes('qr_code');
  const Reader = reads ? own : ((await import('qr/decode.js')).BarcodeDetector as Detectors);
  return new Reader({ formats: ['qr_code'] });
}

/** Between two looks, so that the page stays quick. */
const EVERY = 150;
/** Whoever still holds their phone up is not read again until it was away for so long. */
const AWAY = 2_000;

function why(failure: unknown): string {
  const { name } = failure as DOMException;
  if (!navigator.mediaDevices) return t('只有 https 的网址才能用摄像头。可以直接输入八位数字。', 'The camera works under https only. You can type the eight digits.');
  if (name === 'NotAllowedError') return t('浏览器没有允许用摄像头。点一下地址栏左边的图标就能允许，也可以直接输入八位数字。', 'The browser does not allow the camera. Allow it by the icon left of the address, or type the eight digits.');
  if (name === 'NotFoundError') return t('这台电脑没有摄像头。可以用扫码枪，或直接输入八位数字。', 'This computer has no camera. Use a scanner, or type the eight digits.');
  return t('摄像头打不开，可能别的程序正在用。可以直接输入八位数字。', 'The camera does not open; another program may be using it. You can type the eight digits.');
}

export function Camera({ found, close }: { found(text: string): void; close(): void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [fault, setFault] = useState<string | null>(null);
  const latest = useRef({ found, close });
  latest.current = { found, close };
  useEffect(() => {
    let left = false;
    let stream: MediaStream | null = null;
    const stop = () => stream?.getTracks().forEach((track) => track.stop());
    const run = async () => {
      try {
        const [reader, opened] = await Promise.all([detector(), navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 960 } } })]);
        stream = opened;
        if (left) return stop();
        const shown = video.current!;
        shown.srcObject = stream;
        await shown.play();
        let last = { text: '', at: 0 };
        while (!left) {
          const text = (await reader.detect(shown).catch(() => []))[0]?.rawValue;
          if (left) return;
          if (text && (text !== last.text || Date.now() - last.at > AWAY)) latest.current.found(text);
          if (text) last = { text, at: Date.now() };
          await new Promise((resume) => setTimeout(resume, EVERY));
        }
      } catch (failure) {
        if (!left) setFault(why(failure));
        stop();
      }
    };
    // Not while nobody looks.
    const hide = () => document.visibilityState === 'hidden' && latest.current.close();
    document.addEventListener('visibilitychange', hide);
    void run();
    return () => {
      left = true;
      stop();
      document.removeEventListener('visibilitychange', hide);
    };
  }, []);
  if (fault) return <Alert type="warning" showIcon title={fault} closable={{ onClose: close }} />;
  return <video ref={video} className="camera" muted playsInline aria-label={t('摄像头画面，请把领取码对着摄像头', 'Camera: hold the code before it')} />;
}
