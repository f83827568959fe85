import * as oauth from 'oauth4webapi';
import { clientId } from '../../shared/convene/names.ts';

const options = { [oauth.allowInsecureRequests]: true };
const client: oauth.Client = { client_id: clientId };

/** An app that signs in by the standards; the library checks every answer against them. */
export async function createCompanion(address: string) {
  const issuer = new URL(address);
  const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...options });
  const server = await oauth.processDiscoveryResponse(issuer, found);
  const tokensOf = async (answer: Response): Promise<oauth.TokenEndpointResponse | { error: string }> => {
    try {
      return await oauth.processGenericTokenEndpointResponse(server, client, answer);
    } catch (error) {
      if (error instanceof oauth.ResponseBodyError) return { error: error.error };
      throw error;
    }
  };
  return {
    async begin(deviceName?: string, as = client): Promise<oauth.DeviceAuthorizationResponse> {
      const fields = { scope: 'admin', ...(deviceName === undefined ? {} : { device_name: deviceName }) };
      const asked = await oauth.deviceAuthorizationRequest(server, as, oauth.None(), fields, options);
      return oauth.processDeviceAuthorizationResponse(server, as, asked);
    },
    poll: async (deviceCode: string) =>
      tokensOf(await oauth.deviceCodeGrantRequest(server, client, oauth.None(), deviceCode, options)),
    refresh: async (refreshToken: string) =>
      tokensOf(await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken, options)),
    async revoke(token: string): Promise<void> {
      await oauth.processRevocationResponse(
        await oauth.revocationRequest(server, client, oauth.None(), token, options),
      );
    },
  };
}
