/** Says in words which part could not have its port. `starting` rejects with the error of the socket. */
export async function listening<Server>(part: string, option: string, port: number | undefined, starting: Promise<Server>): Promise<Server> {
  try {
    return await starting;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const why = code === 'EADDRINUSE' ? 'it is in use' : 'it is not allowed to this user';
    throw new Error(`${part} cannot listen on port ${port ?? 0}: ${why}. End what listens there, or give another with ${option}. (${message})`, { cause: error });
  }
}
