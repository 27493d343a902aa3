namespace Bosh.FaultProxy.Faults;

/// <summary>Makes plans from a seed: the same seed and connection, the same plan.</summary>
internal sealed class RandomPlans
{
    /// <summary>As many messages, or blocks, of a connection have faults; few connections live as long.</summary>
    private const int Messages = 200;

    /// <summary>Without HTTP, the bytes of a block.</summary>
    private const int BlockSize = 400;

    /// <summary>Offsets in HTTP messages are below this: about the size of a small message with its head.</summary>
    private const int OffsetLimit = 700;

    /// <summary>As many bytes are passed one by one at most: each takes more than a millisecond.</summary>
    private const int SplitLimit = 200;

    /// <summary>How much longer than a delay a stall takes.</summary>
    private const int StallFactor = 10;

    private readonly int _seed;
    private readonly FaultMix _mix;
    private readonly bool _isHttp;

    public RandomPlans(int seed, FaultMix mix, bool isHttp)
    {
        _seed = seed;
        _mix = mix;
        _isHttp = isHttp;
    }

    /// <summary>The plan of a connection, from 0.</summary>
    public FaultPlan For(int connection)
    {
        var random = new Random(Seed.Of(_seed, connection));
        var faults = new List<Fault>();
        for (int message = 0; message < Messages; message++)
        {
            foreach (FaultKind kind in FaultMix.KindsFor(_isHttp))
            {
                // A connection closes once.
                if (random.Next(100) < _mix[kind] && (kind != FaultKind.LateClose || message == 0))
                {
                    faults.Add(Create(kind, message, random));
                }
            }
        }

        return new FaultPlan(faults);
    }

    private Fault Create(FaultKind kind, int message, Random random)
    {
        Direction direction = kind is FaultKind.Twice or FaultKind.Reorder || random.Next(2) == 0 ? Direction.Up : Direction.Down;
        long offset = random.Next(4) switch
        {
            0 => 0,
            1 => Fault.End,
            _ => random.Next(OffsetLimit),
        };
        int amount = 1 + kind switch
        {
            FaultKind.Delay or FaultKind.Twice => random.Next(_mix.LongestDelay),
            FaultKind.Split => random.Next(SplitLimit),
            FaultKind.Stall or FaultKind.LateClose or FaultKind.Reorder => random.Next(_mix.LongestDelay * StallFactor),
            _ => -1,
        };
        return _isHttp
            ? new Fault(kind, direction, message, offset, amount)
            : new Fault(kind, direction, 0, (message * BlockSize) + random.Next(BlockSize), amount);
    }
}
