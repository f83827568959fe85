import {
  fromChromium,
  handlerOf,
  onSchemesChanged,
  ownRequestPatterns,
  policyForChromium,
} from '../api/protocol.ts';
import type { Session } from '../chromium/devtools-pipe.ts';
import { unattended } from '../running.ts';

/** The part of the protocol's `Fetch.requestPaused` that is read here. */
interface PausedRequest {
  readonly requestId: string;
  readonly frameId: string;
  readonly resourceType: string;
  readonly request: {
    readonly url: string;
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly postDataEntries?: readonly { readonly bytes?: string }[] | undefined;
  };
}

/** Answers the requests for the app's own scheme, and asks before the main frame goes elsewhere. */
export class PageRequests {
  readonly #page: Session;
  readonly #mainFrameId: string;
  readonly #mayNavigate: (address: string) => boolean;

  /** @param mayNavigate Asked with the app's form of the address, before anything is fetched from it. */
  constructor(page: Session, mainFrameId: string, mayNavigate: (address: string) => boolean) {
    this.#page = page;
    this.#mainFrameId = mainFrameId;
    this.#mayNavigate = mayNavigate;
    page.on('Fetch.requestPaused', (paused) => unattended(this.#decide(paused)));
    onSchemesChanged(() => unattended(this.enable()));
  }

  async enable(): Promise<void> {
    await this.#page.send('Fetch.enable', {
      patterns: [
        { urlPattern: '*', resourceType: 'Document' },
        ...ownRequestPatterns().map((urlPattern) => ({ urlPattern })),
      ],
    });
  }

  async #decide(paused: PausedRequest): Promise<void> {
    const { requestId } = paused;
    const address = fromChromium(paused.request.url);
    const ofMainFrame = paused.resourceType === 'Document' && paused.frameId === this.#mainFrameId;
    if (ofMainFrame && !this.#mayNavigate(address)) {
      await this.#page.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      return;
    }
    const handler = handlerOf(address);
    if (handler === undefined) {
      await this.#page.send('Fetch.continueRequest', { requestId });
      return;
    }
    if (handler === 'unhandled') {
      await this.#page.send('Fetch.failRequest', { requestId, errorReason: 'AddressUnreachable' });
      return;
    }
    let response: Response;
    try {
      response = await handler(asRequest(address, paused));
    } catch (error) {
      process.stderr.write(`stand-in: the handler of ${address} failed: ${String(error)}\n`);
      await this.#page.send('Fetch.failRequest', { requestId, errorReason: 'Failed' });
      return;
    }
    await this.#page.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: response.status,
      responseHeaders: [...response.headers].map(([name, value]) => ({
        name,
        value: name === 'content-security-policy' ? policyForChromium(value) : value,
      })),
      body: Buffer.from(await response.arrayBuffer()).toString('base64'),
    });
  }
}

function asRequest(address: string, { request }: PausedRequest): Request {
  const { method, headers, postDataEntries = [] } = request;
  const bodyless = method === 'GET' || method === 'HEAD';
  const body = Buffer.concat(postDataEntries.map(({ bytes = '' }) => Buffer.from(bytes, 'base64')));
  return new Request(address, { method, headers, ...(bodyless ? {} : { body: new Uint8Array(body) }) });
}
