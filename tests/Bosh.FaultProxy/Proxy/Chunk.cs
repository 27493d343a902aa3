namespace Bosh.FaultProxy.Proxy;

/// <summary>What is passed at a time: an HTTP message or, where that has no end of its own, bytes of it.</summary>
/// <param name="Message">Which message of its direction, from 0.</param>
/// <param name="Offset">Where in the message it begins.</param>
/// <param name="Bytes">The bytes, valid until the next are read.</param>
/// <param name="IsLast">Whether the message ends with it.</param>
internal readonly record struct Chunk(int Message, long Offset, ReadOnlyMemory<byte> Bytes, bool IsLast);
