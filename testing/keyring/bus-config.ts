/**
 * A bus with no services but those in `services`, so that it never starts a keychain by itself. A service that is being
 * started has five minutes until its callers get an answer: longer than any test.
 */
export const busConfig = (
  folder: string,
  services: string,
): string => `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=${folder}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>${services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
  <limit name="service_start_timeout">300000</limit>
</busconfig>
`;

/**
 * A dialog for the keychain's password that never comes up: the daemon waits for it, and its callers with it. It ends
 * by itself when the folder is gone.
 */
export const silentPrompter = (folder: string): string => `[D-BUS Service]
Name=org.gnome.keyring.SystemPrompter
Exec=/bin/sh -c "while test -d ${folder}; do sleep 0.1; done"
`;
