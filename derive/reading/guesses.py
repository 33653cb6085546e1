"""What is read as it is usually meant where the writer does not say it: the notes that tell so."""

UNTOLD, ORDER, REPEATED, RAISED = "end_untold", "order_untold", "repeated_index", "raised_to_t"
STEP, BLOCKS, JOINED = "step_untold", "blocks_untold", "blocks_joined"
MULTIPLIED = "blocks_multiplied"
"""A note where arrays that are made of arrays fit together part by part, which leaves no doubt."""
EULER = "euler_untold"
GUESSED = {
    UNTOLD: "what T stands for is not said",
    ORDER: "in which order these factors stand is not said",
    RAISED: "whether ^t is a transpose or a power is not said",
    JOINED: "whether these arrays make up one array is not said",
    BLOCKS: "whether these arrays are multiplied or make up one array is not said",
    REPEATED: "it is not said that repeated indices are summed over",
    EULER: "whether e is Euler's number or a name of the writer's own is not said",
    STEP: "for which step a name stands that was defined with an index on the right only is not said",
}
"""Notes where something was read as it is usually meant, without a word of the writer's, and what to say if wrong."""
