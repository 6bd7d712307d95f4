"""What is sent and what came back: steps of a flow performed over HTTP, responses read, errors explained."""
