/** QEMU and qemu-img measure the CPU before they derive a key for an encrypted image, which fails by chance on busy hosts. */
export const isKeyMeasureFailure = (message: string): boolean => message.includes('Unable to get accurate CPU usage');

/** How often such a failure is tried again. */
export const MOST_KEY_MEASURES = 5;
