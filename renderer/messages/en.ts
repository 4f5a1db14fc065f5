import { activityTexts } from './en/activity.ts';
import { consoleTexts } from './en/console.ts';
import { dialogs } from './en/dialogs.ts';
import { emitted } from './en/emitted.ts';
import { frame } from './en/frame.ts';
import { snapshotTexts } from './en/snapshots.ts';
import { hardwareTexts } from './en/hardware.ts';
import { imageTexts } from './en/images.ts';
import { machines } from './en/machines.ts';
import { xmlTexts } from './en/xml.ts';

/** The catalogue: every text of the window in English. One file an area, put together here. */
export const en = { ...emitted, ...frame, ...machines, ...dialogs, ...consoleTexts, ...snapshotTexts, ...hardwareTexts, ...imageTexts, ...xmlTexts, ...activityTexts } as const;
