namespace Bosh.AspNetCore.Sessions;

/// <summary>Elements that follow each other, and the numbers that their server counts them by (XEP-0198).</summary>
/// <param name="Elements">How many they are.</param>
/// <param name="First">The number of the first of them, those after it having the next ones; 0 when none is counted.</param>
internal readonly record struct StanzaRun(int Elements, int First)
{
    /// <summary>The number of the last one.</summary>
    public int Last => First + Elements - 1;

    /// <summary>Adds an element to the end of runs.</summary>
    public static void Add(List<StanzaRun> runs, int number)
    {
        if (runs is [.., var last] && (number == 0 ? last.First == 0 : last.First > 0 && number == last.Last + 1))
        {
            runs[^1] = last with { Elements = last.Elements + 1 };
        }
        else
        {
            runs.Add(new StanzaRun(1, number));
        }
    }
}
