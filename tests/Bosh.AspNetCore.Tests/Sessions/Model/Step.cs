using System.Globalization;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>One thing that happens between a client, the network, the session and a server.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Which">Picks one of those that it may happen to.</param>
internal sealed record Step(StepKind Kind, byte Which)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} {Which}");

    /// <summary>Reads what <see cref="ToString"/> has written.</summary>
    public static Step Parse(string text)
    {
        string[] words = text.Split(' ');
        return new Step(Enum.Parse<StepKind>(words[0]), byte.Parse(words[1], CultureInfo.InvariantCulture));
    }
}
