namespace Bosh.FaultProxy.Numbering;

/// <summary>What the stub does with a message. The byte begins the message's id; a number of ten digits follows: <c>id='l-0000000042'</c>.</summary>
internal enum MessageKind : byte
{
    /// <summary>It comes back, from the stub and, being addressed to its sender, from any real server.</summary>
    Echo = (byte)'l',

    /// <summary>It is swallowed and counted.</summary>
    Sink = (byte)'u',

    /// <summary>So many messages of kind <see cref="Echo"/> are sent.</summary>
    Flood = (byte)'f',

    /// <summary>The counts of swallowed messages are sent: a message of this kind with the number of different ones, then the two below.</summary>
    Count = (byte)'c',

    /// <summary>How many swallowed messages came more than once.</summary>
    CountRepeated = (byte)'d',

    /// <summary>How many swallowed messages came after a later one.</summary>
    CountReordered = (byte)'o',
}
