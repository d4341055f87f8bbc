import { PageServer } from './page-server';
import { browserStack } from './stack';
import { startSession, type Session, type SessionOptions } from '../../local/session';

/** The page and the stack that it is for, both on 127.0.0.1. */
export interface Example {
  /** Address of the page. */
  readonly origin: string;
  readonly session: Session;
  stop(): Promise<void>;
}

/** Starts the page, then a stack whose CORS names the page's origin. */
export async function startExample(options: Pick<SessionOptions, 'onProgress'> = {}): Promise<Example> {
  const pages = await PageServer.start();
  try {
    const session = await startSession({ ...options, build: browserStack(pages.origin) });
    pages.connection = { api: session.api, apiKey: session.apiKey };
    return {
      origin: pages.origin,
      session,
      stop: async () => {
        await Promise.all([pages.stop(), session.stop()]);
      },
    };
  } catch (error) {
    await pages.stop();
    throw error;
  }
}
