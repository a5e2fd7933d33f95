// ELK's own worker: as a worker's script it takes the messages of elk-api and spawns nothing.
import 'elkjs/lib/elk-worker.min.js';
