namespace Bosh.FaultProxy.Numbering;

/// <summary>Sees whether numbers come each once and in order, from 0 on.</summary>
internal sealed class SequenceCheck
{
    /// <summary>The numbers below <see cref="_next"/> that have not come. Empty while all is well.</summary>
    private readonly HashSet<long> _missing = [];

    /// <summary>One more than the greatest number that has come.</summary>
    private long _next;

    /// <summary>The different numbers that have come.</summary>
    public long Taken => _next - _missing.Count;

    /// <summary>The numbers that have not come though greater ones have.</summary>
    public long Missing => _missing.Count;

    public long Repeated { get; private set; }

    /// <summary>Those that came after a greater one.</summary>
    public long Reordered { get; private set; }

    public void Take(long number)
    {
        if (number == _next)
        {
            _next++;
        }
        else if (number > _next)
        {
            for (; _next < number; _next++)
            {
                _missing.Add(_next);
            }

            _next++;
        }
        else if (_missing.Remove(number))
        {
            Reordered++;
        }
        else
        {
            Repeated++;
        }
    }
}
