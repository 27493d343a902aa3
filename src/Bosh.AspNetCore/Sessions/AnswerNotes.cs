using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Sessions;

/// <summary>What an answer says about requests and answers themselves (XEP-0124, Acknowledgements).</summary>
/// <param name="Ack">The highest rid up to which all requests have come; 0 when there is nothing to say.</param>
/// <param name="Report">The rid of an answer that the client seems not to have got; 0 for none.</param>
/// <param name="SinceReported">How long ago that was given.</param>
internal readonly record struct AnswerNotes(long Ack, long Report, TimeSpan SinceReported)
{
    /// <summary>The greatest <c>time</c> that the schema allows.</summary>
    private const long MaxTime = ushort.MaxValue;

    public bool IsEmpty => Ack == 0 && Report == 0;

    public void WriteTo(BodyWriter writer)
    {
        if (Ack != 0)
        {
            writer.Attribute("ack"u8, Ack);
        }

        if (Report != 0)
        {
            writer.Attribute("report"u8, Report);
            writer.Attribute("time"u8, Math.Clamp((long)SinceReported.TotalMilliseconds, 0, MaxTime));
        }
    }
}
