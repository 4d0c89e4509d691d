// `keyward/install` runs a command when it is loaded and exports nothing.
export {};
