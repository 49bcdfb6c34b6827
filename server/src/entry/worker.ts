/** A thread that checks packages for the command line. */
import { findings } from '../check/checker.js';
import { answerTasks } from './answer-tasks.js';

answerTasks(findings);
