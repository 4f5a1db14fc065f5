/** The lock that a root's keeper holds as long as it lives. */
export const KEEPER_LOCK = 'keeper';
