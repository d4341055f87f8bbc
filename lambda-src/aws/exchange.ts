import * as net from 'node:net';
import * as tls from 'node:tls';
import { type Answer, AnswerReader } from './answer-reader';
import type { Endpoint } from './endpoint';

/** Connections to one host at most; further calls wait for one of them. */
const MAX_CONNECTIONS = 64;

/** Bytes that are read at once. */
const READ_BYTES = 16 * 1024;

/** A request as it goes over the wire. */
export interface RequestBytes {
  /** Up to and with the empty line. */
  readonly head: string;
  /** A string is a byte string. */
  readonly body: string | Buffer;
}

/** A request, and who waits for its answer. */
interface Call extends RequestBytes {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Sends a request over a kept-alive connection and resolves with the answer, all of it. It is for small answers to many calls: that it streams nothing is what makes it several
 * times as fast as a general client.
 *
 * @param timeoutMs time to the last byte of the answer, in milliseconds
 */
export function exchange(endpoint: Endpoint, request: RequestBytes, timeoutMs: number): Promise<Answer> {
  const host = hostOf(endpoint);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => host.giveUp(call, failure('ETIMEDOUT', `no answer within ${timeoutMs} ms`)), timeoutMs);
    const call: Call = {
      ...request,
      resolve: answer => { clearTimeout(timer); resolve(answer); },
      reject: error => { clearTimeout(timer); reject(error); },
    };
    host.send(call);
  });
}

const hosts = new Map<string, Host>();

function hostOf(endpoint: Endpoint): Host {
  const { secure, hostname, port = secure ? '443' : '80' } = endpoint;
  const name = `${secure ? 'https' : 'http'}://${hostname}:${port}`;
  const host = hosts.get(name) ?? new Host({ host: hostname, port: Number(port), keepAlive: true, noDelay: true }, secure);
  hosts.set(name, host);
  return host;
}

/** The connections to one host. */
class Host {
  private readonly connections = new Set<Connection>();
  /** The one that was used last is taken first, so that the others may grow old and close. */
  private readonly idle: Connection[] = [];
  private readonly waiting: Call[] = [];
  /** Spares the next connection half of the handshake. */
  private session: Buffer | undefined;

  constructor(private readonly address: net.TcpNetConnectOpts, private readonly secure: boolean) {}

  send(call: Call): void {
    const connection = this.idle.pop() ?? (this.connections.size < MAX_CONNECTIONS ? this.connect() : undefined);
    if (connection) connection.begin(call);
    else this.waiting.push(call);
  }

  giveUp(call: Call, error: Error): void {
    const connection = [...this.connections].find(one => one.call === call);
    if (connection) return connection.destroy(error);
    this.waiting.splice(this.waiting.indexOf(call), 1);
    call.reject(error);
  }

  /** A connection is free. */
  release(connection: Connection): void {
    const next = this.waiting.shift();
    if (next) connection.begin(next);
    else this.idle.push(connection);
  }

  /** A connection is no more. */
  forget(connection: Connection): void {
    this.connections.delete(connection);
    const at = this.idle.indexOf(connection);
    if (at >= 0) this.idle.splice(at, 1);
    const next = this.waiting.shift();
    if (next) this.send(next);
  }

  /** Opens a socket that puts what it reads there. */
  open(onread: net.OnReadOpts): net.Socket {
    const { address, secure, session } = this;
    if (!secure) return net.connect({ ...address, onread });
    const { host = '' } = address;
    const options = { ...address, onread, servername: net.isIP(host) ? '' : host, session, ALPNProtocols: ['http/1.1'] };
    return tls.connect(options).on('session', (fresh) => { this.session = fresh; });
  }

  private connect(): Connection {
    const connection = new Connection(this);
    this.connections.add(connection);
    return connection;
  }
}

/** A connection, for one call after the other. */
class Connection {
  call: Call | undefined;
  private reader = new AnswerReader();
  private readonly socket: net.Socket;

  constructor(private readonly host: Host) {
    // One buffer for all that comes: left to itself a socket allocates 64 KiB for each answer.
    const socket = host.open({
      buffer: Buffer.allocUnsafeSlow(READ_BYTES),
      callback: (length, buffer) => {
        this.read(() => this.reader.push(Buffer.from(buffer.buffer, buffer.byteOffset, length)));
        return true;
      },
    });
    this.socket = socket;
    socket.on('end', () => {
      this.read(() => this.reader.end());
      socket.destroy();
    });
    socket.on('error', error => this.fail(error));
    socket.on('close', () => {
      this.fail(failure('ECONNRESET', 'the connection was closed before the answer had come'));
      host.forget(this);
    });
  }

  begin(call: Call): void {
    const { socket } = this;
    this.call = call;
    this.reader = new AnswerReader();
    socket.ref();
    if (typeof call.body === 'string') {
      socket.write(call.head + call.body, 'latin1');
      return;
    }
    socket.cork();
    socket.write(call.head, 'latin1');
    socket.write(call.body);
    socket.uncork();
  }

  destroy(error: Error): void {
    this.socket.destroy(error);
  }

  private read(next: () => Answer | undefined): void {
    try {
      const answer = next();
      if (answer) this.finish(answer);
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  private finish(answer: Answer): void {
    const { call, socket } = this;
    this.call = undefined;
    // What nobody has asked for, or an answer to a request that is not all sent: whatever it is, the next one would not be an answer to the next request.
    if (call === undefined || !answer.keepsAlive || socket.writableLength > 0) {
      socket.destroy();
    } else {
      // An idle connection must not keep a process alive.
      socket.unref();
      this.host.release(this);
    }
    call?.resolve(answer);
  }

  private fail(error: Error): void {
    this.call?.reject(error);
    this.call = undefined;
  }
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
