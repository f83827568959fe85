/** Debian's packages that a keychain for tests needs: the library for programs, the daemon, and its bus. */
export const keyringPackages = ['libsecret-1-0', 'gnome-keyring', 'dbus-daemon'] as const;

export const installKeyring = `sudo apt-get install --no-install-recommends ${keyringPackages.join(' ')}`;
