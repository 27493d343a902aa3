namespace Bosh.FaultProxy.Soak;

/// <summary>What one session does, as its seed says: how much comes each way, how fast, and what the client is like.</summary>
internal sealed record SoakScript
{
    public required int Seed { get; init; }

    /// <summary>The client's <c>hold</c>; 0 makes it poll.</summary>
    public required int Hold { get; init; }

    /// <summary>Whether the client uses a connection for more than one request.</summary>
    public required bool IsKeptAlive { get; init; }

    /// <summary>The messages of the client.</summary>
    public required int Up { get; init; }

    /// <summary>The messages of the server.</summary>
    public required int Down { get; init; }

    /// <summary>The characters of a message's text at most.</summary>
    public required int TextLength { get; init; }

    /// <summary>The longest pause between messages, in milliseconds; 0 for a flood.</summary>
    public required int UpPause { get; init; }

    public required int DownPause { get; init; }

    /// <summary>Whether the client says which answers it has.</summary>
    public required bool UsesAcks { get; init; }

    /// <summary>Whether the client's requests have keys.</summary>
    public required bool UsesKeys { get; init; }

    /// <summary>Whether the client asks for pauses, which it does not take.</summary>
    public required bool Pauses { get; init; }

    /// <summary>
    /// Whether the client counts the requests that it has with the server, and not their rids: so it may send one more while it repeats an old one.
    /// </summary>
    public required bool IsEager { get; init; }

    /// <summary>Whether the connection to the server may break.</summary>
    public required bool MayBreak { get; init; }

    public static SoakScript FromSeed(int seed)
    {
        var random = new Random(seed);
        int size = random.Next(10);
        bool isLarge = size >= 8;
        return new SoakScript
        {
            Seed = seed,
            Hold = random.Next(10) switch { < 5 => 1, < 9 => 2, _ => 0 },
            IsKeptAlive = random.Next(4) > 0,
            Up = random.Next(5, isLarge ? 15 : 60),
            Down = random.Next(5, isLarge ? 30 : 80),
            TextLength = isLarge ? 40_000 : size > 5 ? 2_000 : 100,
            UpPause = random.Next(4) == 0 ? 0 : random.Next(1, 60),
            DownPause = random.Next(4) == 0 ? 0 : random.Next(1, 60),
            UsesAcks = random.Next(3) == 0,
            UsesKeys = random.Next(3) == 0,
            Pauses = random.Next(5) == 0,
            IsEager = random.Next(4) == 0,
            MayBreak = random.Next(10) < 3,
        };
    }
}
