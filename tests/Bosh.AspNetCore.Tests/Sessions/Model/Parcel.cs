using System.Text;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>Elements from the server that travel together: one, or those of an answer that did not get through.</summary>
/// <param name="Text">The elements, as they stand in an answer.</param>
/// <param name="Reply">What their senders are told when nobody will fetch them.</param>
/// <param name="NeedsStreams">Whether the answer has to declare the prefix <c>stream</c>.</param>
/// <param name="IsStreamError">Whether the last of them is a stream error.</param>
internal sealed record Parcel(string Text, string Reply, bool NeedsStreams, bool IsStreamError)
{
    public int Size { get; } = Encoding.UTF8.GetByteCount(Text);

    public static Parcel? Join(List<Parcel> parcels) => parcels.Count == 0 ? null : new Parcel(
        string.Concat(parcels.Select(p => p.Text)),
        string.Concat(parcels.Select(p => p.Reply)),
        parcels.Exists(p => p.NeedsStreams),
        parcels.Exists(p => p.IsStreamError));
}
