namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>An example: a session of certain terms, and what happens to it.</summary>
/// <param name="Terms">The terms.</param>
/// <param name="Steps">What happens.</param>
internal sealed record Play(Terms Terms, Step[] Steps)
{
    public override string ToString() => $"{Terms}: {string.Join(", ", Steps.AsEnumerable())}";

    /// <summary>Reads what <see cref="ToString"/> has written.</summary>
    public static Play Parse(string text)
    {
        string[] parts = text.Split(": ");
        return new Play(Terms.Parse(parts[0]), [.. parts[1].Split(", ").Select(Step.Parse)]);
    }

    /// <summary>Shorter examples that may fail too: simpler terms and halves first, then with some steps less, then with simpler ones.</summary>
    public IEnumerable<Play> Shrink()
    {
        foreach (Terms simpler in Terms.Shrink())
        {
            yield return this with { Terms = simpler };
        }

        for (int length = Steps.Length / 2; length > 0; length /= 2)
        {
            for (int i = 0; i + length <= Steps.Length; i += length)
            {
                yield return this with { Steps = [.. Steps[..i], .. Steps[(i + length)..]] };
            }
        }

        for (int i = 0; i < Steps.Length; i++)
        {
            if (Steps[i].Which > 0)
            {
                yield return this with { Steps = [.. Steps[..i], Steps[i] with { Which = (byte)(Steps[i].Which / 2) }, .. Steps[(i + 1)..]] };
                yield return this with { Steps = [.. Steps[..i], Steps[i] with { Which = (byte)(Steps[i].Which - 1) }, .. Steps[(i + 1)..]] };
            }
        }
    }
}
