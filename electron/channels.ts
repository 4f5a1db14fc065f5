/** A page's preload asks for its port. */
export const ASK_PORT = 'vireo:ask-port';
/** The port for a page, from main. */
export const GIVE_PORT = 'vireo:give-port';
