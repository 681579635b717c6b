"""Who acts: baseline seats, the lexical analyst; an agent is one method, `act`."""
