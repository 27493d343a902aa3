namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>What a judge found out about one input.</summary>
/// <param name="IsAccepted">Whether ours took the input.</param>
/// <param name="Complaint">What is wrong with that; null when nothing is.</param>
internal readonly record struct Verdict(bool IsAccepted, string? Complaint)
{
    public static readonly Verdict Accepted = new(IsAccepted: true, Complaint: null);
    public static readonly Verdict Refused = new(IsAccepted: false, Complaint: null);

    public static Verdict Wrong(string complaint) => new(IsAccepted: false, complaint);
}
